"use strict";
// Switches the language; a time beside a turn plays the recording from there, where the browser lets a page play.
const root = document.documentElement;
document.getElementById("language").addEventListener("click", () => {
  const lang = root.classList.contains("zh") ? "en" : "zh";
  root.className = lang;
  root.lang = lang === "zh" ? "zh-Hans" : "en";
});
document.querySelectorAll(".at").forEach((button) => {
  const sound = button.closest("section").querySelector("audio");
  if (!sound) { button.disabled = true; return; }
  button.addEventListener("click", () => { sound.currentTime = Number(button.dataset.at); sound.play().catch(() => {}); });
});
