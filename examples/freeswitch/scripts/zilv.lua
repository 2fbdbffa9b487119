-- 呼出前问闸门，挂断后回报 · Asks the gate before a call, reports after it.
--   lua zilv.lua ask      拨号计划中 · in the dialplan
--   lua zilv.lua report   挂断之后 · after the call; `ask` sets this up itself
-- 全局变量 Global variables (vars.xml): zilv_url, zilv_key, zilv_line. 模块 Module: mod_curl.

local TIMEOUT_S = 3
local api, json = freeswitch.API(), freeswitch.JSON()

local function log(level, text)
  freeswitch.consoleLog(level, "zilv: " .. text .. "\n")
end

-- mod_curl 按空格切分参数并对正文作 URL 解码，故整体编码
-- mod_curl splits at spaces and decodes the body, so the body is encoded whole
local function encoded(text)
  return (text:gsub("[^%w]", function(c) return string.format("%%%02X", c:byte()) end))
end

-- 答复，无从读懂则为空表 · the answer; an empty table where there is none that can be read
local function gate(path, body)
  local command = table.concat({
    freeswitch.getGlobalVariable("zilv_url") .. path,
    "timeout", tostring(TIMEOUT_S),
    "content-type", "application/json",
    "append_headers", "'Authorization:Bearer " .. freeswitch.getGlobalVariable("zilv_key") .. "'",
    "post", encoded(json:encode(body)),
  }, " ")
  local read, answer = pcall(function() return json:decode(api:execute("curl", command)) end)
  return read and type(answer) == "table" and answer or {}
end

local function told(names)
  local body = {}
  for _, name in ipairs(names) do
    local value = session:getVariable("zilv_" .. name)
    if value and value ~= "" then body[name] = value end
  end
  return body
end

local function ask()
  local number = session:getVariable("destination_number")
  local body = told({ "person", "channel", "party", "mode", "purpose", "agency", "collector", "account", "product" })
  body.key, body.number = session:get_uuid(), number
  body.line = freeswitch.getGlobalVariable("zilv_line")
  local answer = gate("/v1/asks", body)
  local attempt = type(answer.attempt_id) == "string" and answer.attempt_id:match("^[a-z]+$")
  if answer.decision ~= "permit" or not attempt then
    local found = type(answer.findings) == "table" and answer.findings[1] or {}
    local why = found.topic or answer.code or "gate_unreachable"
    log("NOTICE", (answer.decision or "hold") .. " " .. why .. " " .. (answer.retry_at or ""))
    session:setVariable("zilv_decision", answer.decision or "hold")
    session:setVariable("zilv_reason", why)
    return
  end
  session:setVariable("zilv_decision", "permit")
  session:setVariable("zilv_attempt_id", attempt)
  session:setVariable("session_in_hangup_hook", "true")
  session:setVariable("api_reporting_hook", "lua zilv.lua report")
  session:execute("transfer", number .. " XML zilv_permitted")
end

local ENDINGS = {
  USER_BUSY = "busy", CALL_REJECTED = "rejected", NO_ANSWER = "no_answer", NO_USER_RESPONSE = "no_answer",
  ALLOTTED_TIMEOUT = "no_answer", ORIGINATOR_CANCEL = "abandoned", UNALLOCATED_NUMBER = "invalid_number",
  INVALID_NUMBER_FORMAT = "invalid_number", NO_ROUTE_DESTINATION = "unreachable",
}

-- 送不到也不误事：预留按最严计入，直到有人补报
-- If it does not arrive, the reservation counts at its strictest until somebody reports it
local function report()
  local attempt = session:getVariable("zilv_attempt_id")
  if not attempt or attempt == "" then return end
  local function number(name) return tonumber(session:getVariable(name) or "") or 0 end
  local seconds = number("billsec")
  local body = { key = attempt }
  -- 接通不足一秒也是接通，其时 billsec 为 0 · an answer below a second is one, and billsec is then 0
  if seconds > 0 or number("answer_epoch") > 0 or number("answer_uepoch") > 0 then
    body.answered, body.seconds = true, math.floor(seconds)
    local recording = session:getVariable("zilv_recording")
    if recording and recording ~= "" then body.recording = recording end
  else
    body.answered = false
    body.disposition = ENDINGS[session:getVariable("hangup_cause") or ""] or "other"
  end
  local receipt = gate("/v1/attempts/" .. attempt .. "/outcome", body)
  if receipt.status ~= "reported" then log("ERR", "outcome of " .. attempt .. " not reported") end
end

if argv[1] == "ask" then ask() elseif argv[1] == "report" then report() end
