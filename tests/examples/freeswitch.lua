-- What FreeSWITCH gives a Lua script, as far as examples/freeswitch uses it: a session, global variables, JSON, and
-- mod_curl's command, which is taken apart as mod_curl does and carried out with the program curl.
--   lua5.3 freeswitch.lua SCRIPT COMMAND NAME=VALUE…      prints what the session was told to do
local dkjson = require("dkjson")
local script, what = arg[1], arg[2]
local variables, globals = {}, {}
for n = 3, #arg do
  local name, value = arg[n]:match("^([^=]+)=(.*)$")
  if name:match("^global%.") then globals[name:sub(8)] = value else variables[name] = value end
end

local TOKENS_MAX = 10 -- mod_curl keeps no more; the last has all the rest

local function separated(text)
  local tokens, current, quoted = {}, "", false
  for c in text:gmatch(".") do
    if c == "'" then
      quoted = not quoted
    elseif c == " " and not quoted and #tokens + 1 < TOKENS_MAX then
      if current ~= "" then tokens[#tokens + 1] = current end
      current = ""
    else
      current = current .. c
    end
  end
  tokens[#tokens + 1] = current
  return tokens
end

local function quoted(text)
  return "'" .. text:gsub("'", "'\\''") .. "'"
end

local function curl(command)
  local tokens = separated(command)
  local parts, n = { "curl --silent --noproxy '*'", quoted(tokens[1]) }, 2
  while n <= #tokens do
    local word, value = tokens[n], tokens[n + 1]
    if word == "timeout" then parts[#parts + 1] = "--max-time " .. tonumber(value) end
    if word == "content-type" then parts[#parts + 1] = "-H " .. quoted("Content-Type: " .. value) end
    if word == "append_headers" then parts[#parts + 1] = "-H " .. quoted(value) end
    if word == "post" then
      local body = value:gsub("%%(%x%x)", function(hex) return string.char(tonumber(hex, 16)) end)
      parts[#parts + 1] = "--data-binary " .. quoted(body)
    end
    n = n + 2
  end
  local pipe = io.popen(table.concat(parts, " "))
  local answer = pipe:read("a")
  pipe:close()
  return answer
end

freeswitch = {
  consoleLog = function(level, text) io.stderr:write(level, " ", text) end,
  getGlobalVariable = function(name) return globals[name] or "" end,
  API = function()
    return { execute = function(_, name, command) return name == "curl" and curl(command) or "-ERR no such command" end }
  end,
  JSON = function()
    return {
      encode = function(_, value) return dkjson.encode(value) end,
      decode = function(_, text) return dkjson.decode(text) end,
    }
  end,
}
session = {
  getVariable = function(_, name) return variables[name] end,
  setVariable = function(_, name, value)
    variables[name] = value
    print("set " .. name .. "=" .. value)
  end,
  get_uuid = function() return variables.uuid end,
  execute = function(_, application, data) print(application .. " " .. data) end,
}
argv = { what }
dofile(script)
