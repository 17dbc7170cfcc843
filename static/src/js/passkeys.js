// Making and using a passkey. The server's question and our answer are JSON with base64url in it.
const bytesOf = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

const textOf = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const known = (list) => (list || []).map((one) => ({ ...one, id: bytesOf(one.id) }));

export function startPasskeys() {
  for (const form of document.querySelectorAll("form[data-passkey]")) start(form);
}

function start(form) {
  const button = form.querySelector("[data-passkey-start]");
  const problem = form.querySelector("[data-passkey-problem]");
  const ask = async () => {
    problem.hidden = true;
    try {
      const question = JSON.parse(form.dataset.options);
      const answer = form.dataset.passkey === "create" ? await create(question) : await use(question);
      form.elements.credential.value = JSON.stringify(answer);
      form.submit();
    } catch {
      // Cancelled, no passkey here, or none that fits: the person may try again or go another way.
      problem.hidden = false;
      button.focus();
    }
  };
  button.hidden = false;
  button.addEventListener("click", ask);
  ask();
}

async function create(question) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...question,
      challenge: bytesOf(question.challenge),
      user: { ...question.user, id: bytesOf(question.user.id) },
      excludeCredentials: known(question.excludeCredentials),
    },
  });
  return {
    ...envelope(made),
    extensions: JSON.stringify(made.getClientExtensionResults()),
    response: {
      attestationObject: textOf(made.response.attestationObject),
      clientDataJSON: textOf(made.response.clientDataJSON),
      transports: made.response.getTransports?.() || null,
    },
  };
}

async function use(question) {
  const shown = await navigator.credentials.get({
    publicKey: {
      ...question,
      challenge: bytesOf(question.challenge),
      allowCredentials: known(question.allowCredentials),
    },
  });
  return {
    ...envelope(shown),
    response: {
      authenticatorData: textOf(shown.response.authenticatorData),
      clientDataJSON: textOf(shown.response.clientDataJSON),
      signature: textOf(shown.response.signature),
      userHandle: shown.response.userHandle ? textOf(shown.response.userHandle) : null,
    },
  };
}

const envelope = (credential) => ({ id: credential.id, rawId: textOf(credential.rawId), type: credential.type });
