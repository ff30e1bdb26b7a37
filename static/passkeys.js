// Passkeys: asks the browser for one and sends what it says with the form around the button.
"use strict";

function passkeyOptions(form) {
  if (form.dataset.passkey !== "sign-in") {
    return Promise.resolve(JSON.parse(document.getElementById("passkey-options").textContent));
  }
  return fetch(form.action, { headers: { Accept: "application/json" } }).then((answer) => answer.json());
}

function newPasskey(options, alone) {
  const choice = options.creation_options.publicKey.authenticatorSelection;
  choice.residentKey = alone ? "required" : "discouraged";
  choice.requireResidentKey = alone;
  if (alone) choice.userVerification = "required";
  return window.webauthnJSON.create(options.creation_options);
}

function askPasskey(form) {
  return passkeyOptions(form).then((options) => {
    if (form.dataset.passkey === "add") return newPasskey(options, form.elements.passwordless.checked);
    return window.webauthnJSON.get(options.request_options);
  });
}

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    const problem = form.querySelector("[data-passkey-problem]");
    form.querySelector("button").addEventListener("click", () => {
      problem.hidden = true;
      askPasskey(form).then((credential) => {
        form.elements.credential.value = JSON.stringify(credential);
        form.submit();
      }).catch(() => { problem.hidden = false; });
    });
    // Enter in a field means the button.
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      form.querySelector("button").click();
    });
  });
});
