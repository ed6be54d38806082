// What the frame does better with a script; everything works without it.

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// Whoever sent a form with errors is taken to the list of them.
document.querySelector(".error-summary")?.focus();

// Addresses of lists name only what narrows them.
document.addEventListener("htmx:configRequest", (event) => {
  const { verb, parameters } = event.detail;
  if (verb !== "get") return;
  for (const name of Object.keys(parameters)) {
    if (parameters[name] === "") delete parameters[name];
  }
});

// Nothing private comes back with the Back button, not even from the browser's memory of the page.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
