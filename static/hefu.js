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
    const size = (file.size / 1048576).toFixed(1);
    const names = Array.from(input.files, (f) => f.name).join(", ");
    line.textContent = line.dataset.chosen + " " + names + " (" + size + " MB)";
  }
}

function addCopyButton(holder) {
  if (holder.dataset.copyReady || !navigator.clipboard) return;
  holder.dataset.copyReady = "yes";
  const words = document.body.dataset;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = words.copy;
  button.addEventListener("click", () => {
    navigator.clipboard.writeText(holder.dataset.copy || holder.textContent.trim()).then(() => {
      button.textContent = words.copied;
      window.setTimeout(() => { button.textContent = words.copy; }, 2000);
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
document.addEventListener("htmx:afterSwap", (event) => ready(event.target));
["htmx:responseError", "htmx:sendError"].forEach((name) => document.addEventListener(name, (event) => {
  const line = event.target.querySelector("[data-retry]");
  if (line) line.hidden = false;
}));
