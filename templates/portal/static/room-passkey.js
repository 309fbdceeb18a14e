// Hands a challenge to the device and sends back its answer; the server checks everything.
"use strict";

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

async function ask(kind, options) {
  options.challenge = bytes(options.challenge);
  if (kind === "create") {
    options.user.id = bytes(options.user.id);
    const made = await navigator.credentials.create({ publicKey: options });
    return { id: made.id, client: text(made.response.clientDataJSON), attestation: text(made.response.attestationObject) };
  }
  for (const known of options.allowCredentials) known.id = bytes(known.id);
  const { response } = await navigator.credentials.get({ publicKey: options });
  return { client: text(response.clientDataJSON), authenticator: text(response.authenticatorData), signature: text(response.signature) };
}

const form = document.querySelector("[data-passkey]");
if (form) {
  form.querySelector("[data-go]").addEventListener("click", async () => {
    try {
      const answer = await ask(form.dataset.passkey, JSON.parse(form.dataset.options));
      form.querySelector("[data-answer]").value = JSON.stringify(answer);
      form.submit();
    } catch {
      document.querySelector("[data-failed]").hidden = false;
    }
  });
}
