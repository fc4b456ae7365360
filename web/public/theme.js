// Runs before anything is drawn, so that nobody is blinded for a moment.
try {
  const theme = localStorage.getItem("satprep.theme");
  if (theme && theme !== "auto") document.documentElement.dataset.theme = theme;
  const text = localStorage.getItem("satprep.text");
  if (text) document.documentElement.dataset.text = text;
} catch {
  // storage may be closed to us; then the system decides
}
