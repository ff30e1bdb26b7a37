// Conveniences only: every page works without this file.
"use strict";

function within(root, selector, act) {
  root.querySelectorAll(selector).forEach(act);
}

function chosen(input) {
  const line = document.getElementById(input.dataset.names);
  const file = input.files[0];
  if (line && file) {
    // One file of the three controls counts: choosing in one empties the others.
    within(input.form, "input[type=file]", (other) => {
      if (other !== input && other.dataset.names === input.dataset.names) other.value = "";
    });
    const size = file.size < 104858 ? Math.ceil(file.size / 1024) + " KB" : (file.size / 1048576).toFixed(1) + " MB";
    const names = Array.from(input.files, (f) => f.name).join(", ");
    line.textContent = line.dataset.chosen + " " + names + " (" + size + ")";
  }
}

function addCopyButton(holder) {
  if (holder.dataset.copyReady || !navigator.clipboard) return;
  holder.dataset.copyReady = "yes";
  const words = document.body.dataset;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = words.wordCopy;
  button.addEventListener("click", () => {
    navigator.clipboard.writeText(holder.dataset.copy || holder.textContent.trim()).then(() => {
      button.textContent = words.wordCopied;
      window.setTimeout(() => { button.textContent = words.wordCopy; }, 2000);
    });
  });
  holder.insertAdjacentElement("afterend", button);
}

function ownZone(time) {
  if (!time.dateTime.includes("T")) return;
  time.title = new Date(time.dateTime).toLocaleString(document.documentElement.lang, { timeZoneName: "short" });
}

function ready(root) {
  within(root, "[data-copy]", addCopyButton);
  within(root, "time[datetime]", ownZone);
  within(root, "input[type=file][data-names]", (input) => input.addEventListener("change", () => chosen(input)));
}

document.addEventListener("DOMContentLoaded", () => {
  ready(document);
  const summary = document.querySelector(".error-summary");
  if (summary) summary.focus();
});
document.addEventListener("click", (event) => {
  within(document, "details.drop[open]", (drop) => { if (!drop.contains(event.target)) drop.open = false; });
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  within(document, "details.drop[open]", (drop) => {
    drop.open = false;
    drop.querySelector("summary").focus();
  });
});
// Single keys, which the help page can turn off on a device (WCAG 2.1.4).
const KEYS = "hefu-keys-off";

function keysAreOff() {
  try { return window.localStorage.getItem(KEYS) === "yes"; } catch (error) { return false; }
}

function switchKeys(button) {
  window.localStorage.setItem(KEYS, keysAreOff() ? "no" : "yes");
  button.textContent = keysAreOff() ? button.dataset.off : button.dataset.on;
}

let afterG = false;
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || keysAreOff()) return;
  const single = { "/": "#frame-search", "?": "a[data-help]" }[event.key];
  const place = afterG && /^[a-z]$/.test(event.key) ? "a[data-key=" + event.key + "]" : single;
  afterG = !afterG && event.key === "g";
  const found = place && document.querySelector(place);
  if (!found) return;
  event.preventDefault();
  if (found.href) window.location.assign(found.href); else found.focus();
});
document.addEventListener("DOMContentLoaded", () => within(document, "[data-keys-switch]", (line) => {
  const button = line.querySelector("button");
  line.hidden = false;
  button.textContent = keysAreOff() ? button.dataset.off : button.dataset.on;
  button.addEventListener("click", () => switchKeys(button));
}));
document.addEventListener("htmx:afterSwap", (event) => ready(event.target));
["htmx:responseError", "htmx:sendError"].forEach((name) => document.addEventListener(name, (event) => {
  const line = event.target.querySelector("[data-retry]");
  if (line) line.hidden = false;
}));
