try {
  var theme = localStorage.getItem('dalgo.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch (storageForbidden) {
  // The system's own preference stays in force.
}
