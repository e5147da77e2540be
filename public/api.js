// The SDK playground: code of a person, with libraries that the person brings, against Azure's own addresses. The
// service worker hands each request to the engine. The page does nothing before it is sure that the worker does.

const element = (id) => document.getElementById(id);
const controls = ["person", "libraries", "run"].map(element);
const [person, libraries, run] = controls;
const code = element("code");
const output = element("output");

const example = `// vaultLab.credential has the getToken of @azure/identity; vaultLab.subscriptionId is a subscription of this world;
// vaultLab.libraries holds what was loaded, by the name of its file.
const { token } = await vaultLab.credential.getToken();
const address = \`https://management.azure.com/subscriptions/\${vaultLab.subscriptionId}\` +
  "/providers/Microsoft.DataProtection/backupVaults?api-version=2025-07-01";
const answer = await fetch(address, { headers: { authorization: \`Bearer \${token}\` } });
console.log(answer.status, await answer.json());
`;

// ---- The way to the engine -------------------------------------------------------------------------------------

/** The page's policy names Azure's hosts only where the service worker has written them in. */
const isAnsweredHere = () =>
  Boolean(navigator.serviceWorker.controller) &&
  document.querySelector("meta[http-equiv]").content.includes("https://management.azure.com");

function engineWorker() {
  return new SharedWorker("./engine-worker.js", { type: "module", name: "vault-lab-engine" });
}

/** The service worker cannot start the engine's worker: it asks a page to. */
function bringEngine({ data, ports }) {
  if (data === "engine?") ports[0].postMessage("engine", [engineWorker().port]);
}

/** Who can be signed in, with a token for each, and the subscriptions: what a client has to know. */
function directory() {
  const { port } = engineWorker();
  return new Promise((resolve, reject) => {
    port.onmessage = ({ data: [kind, , text] }) => {
      if (kind === "panic") reject(new Error("the simulation has stopped"));
      else resolve(JSON.parse(text));
      port.close();
    };
    port.postMessage(["directory", 1]);
  });
}

const reloaded = "vault-lab-sdk-playground-reloaded";

async function start() {
  code.value = example;
  if (!navigator.serviceWorker || !globalThis.SharedWorker) {
    return stand("This browser has no service workers or no shared workers here: code cannot run.", true);
  }
  navigator.serviceWorker.addEventListener("message", bringEngine);
  navigator.serviceWorker.startMessages();
  const registration = await navigator.serviceWorker.register("./service-worker.js");
  await Promise.race([navigator.serviceWorker.ready, failure(registration)]);
  if (!isAnsweredHere()) return reloadOnce();
  sessionStorage.removeItem(reloaded);
  await signIn();
}

/** Ends only badly: when the service worker cannot be installed, for instance because the disk is full. */
function failure({ installing }) {
  return new Promise((_, reject) => {
    installing?.addEventListener("statechange", () => {
      if (installing.state === "redundant") reject(new Error("the browser could not keep the files of the app"));
    });
  });
}

/** A first visit, and a hard reload, come past the service worker: the page may not send anything then. */
function reloadOnce() {
  if (sessionStorage.getItem(reloaded)) {
    return stand("The simulator does not answer for this page. Reload it without holding Shift to run code.", true);
  }
  sessionStorage.setItem(reloaded, "yes");
  location.reload();
}

let token = "";

async function signIn() {
  const { people, subscriptions } = await directory();
  for (const { name, token: value } of people) person.append(new Option(name, value));
  token = people[0].token;
  person.addEventListener("change", () => (token = person.value));
  globalThis.vaultLab = {
    credential: { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) },
    subscriptionId: subscriptions[0],
    libraries: {},
  };
  for (const control of controls) control.disabled = false;
  stand("Ready: requests to Azure's addresses are answered by the simulation.");
}

function stand(text, isTrouble = false) {
  const standing = element("standing");
  standing.textContent = text;
  standing.classList.toggle("pt-sdk__standing--trouble", isTrouble);
}

// ---- Code and what it says -------------------------------------------------------------------------------------

async function importText(text) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  try {
    return await import(url);
  } finally {
    URL.revokeObjectURL(url);
  }
}

async function loadLibraries() {
  for (const file of libraries.files) {
    const name = file.name.replace(/\.m?js$/, "");
    try {
      vaultLab.libraries[name] = await importText(await file.text());
      const item = document.createElement("li");
      item.textContent = name;
      element("loaded").append(item);
    } catch (error) {
      write("error", [`${file.name} is no module that can be loaded:`, error]);
    }
  }
}

// What a real sign-in, a storage account or a link with a signature would give; tokens of the simulator end in a word
// of its own.
const secrets = [
  /\beyJ[\w-]+\.eyJ[\w-]+\.(?!c2ltdWxhdGVk\b)[\w-]+/,
  /AccountKey=[A-Za-z0-9+/]{40,}={0,2}/,
  /[?&]sig=[A-Za-z0-9%+/]{20,}/,
  /(client_?secret|password)["']?\s*[:=]\s*["'][^"']{12,}["']/i,
];

async function runCode() {
  if (run.disabled) return;
  if (secrets.some((secret) => secret.test(code.value))) {
    return write("error", [
      "The code holds what looks like a real token, key or password. It was not run: use vaultLab.credential, and " +
        "take the secret out.",
    ]);
  }
  run.disabled = true;
  try {
    // A module of its own each time: the same text would not run twice.
    await importText(`${code.value}\n//# ${crypto.randomUUID()}`);
    write("note", ["Done."]);
  } catch (error) {
    write("error", [error]);
  } finally {
    run.disabled = false;
  }
}

function write(kind, values) {
  const line = document.createElement("pre");
  line.className = `pt-sdk__said pt-sdk__said--${kind}`;
  line.textContent = values.map(readable).join(" ");
  output.append(line);
  output.scrollTop = output.scrollHeight;
}

function readable(value) {
  if (typeof value === "string") return value;
  if (value instanceof Error) return value.code ? `${value.name} ${value.code}: ${value.message}` : String(value);
  try {
    return JSON.stringify(value, null, 2) ?? String(value);
  } catch {
    return String(value);
  }
}

for (const [name, kind] of [["log", "log"], ["info", "log"], ["warn", "log"], ["error", "error"]]) {
  const said = console[name].bind(console);
  console[name] = (...values) => (write(kind, values), said(...values));
}

run.addEventListener("click", runCode);
element("clear").addEventListener("click", () => output.replaceChildren());
libraries.addEventListener("change", loadLibraries);
code.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) runCode();
});

start().catch((error) => stand(`The simulation cannot be reached: ${error.message}`, true));
