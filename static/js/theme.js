// Light and dark: as the machine says, until the learner says otherwise. The server reads the cookie, so nothing flashes.

/** @returns {"light"|"dark"} */
export function theme() {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === "light" || chosen === "dark") return chosen;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

export function toggleTheme() {
  const next = theme() === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `theme=${next}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  document.dispatchEvent(new CustomEvent("themechange"));
}

/** @param {() => void} listener */
export function onThemeChange(listener) {
  document.addEventListener("themechange", listener);
  for (const query of ["(prefers-color-scheme: dark)", "(prefers-contrast: more)"]) matchMedia(query).addEventListener("change", listener);
}

/** @param {string} name @returns {string} the value of a custom property */
export function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
