// Dark or light: as the system says, until somebody says otherwise.

const key = 'smp-theme';
const system = matchMedia('(prefers-color-scheme: dark)');

// A page from a disk may have no storage: then the choice lasts as long as the page.
function stored() {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function store(theme) {
  try {
    localStorage.setItem(key, theme);
  } catch {
    // As said above.
  }
}

const systemTheme = () => (system.matches ? 'dark' : 'light');

export function startTheme(changed) {
  const set = theme => {
    document.documentElement.dataset.theme = theme;
    changed(theme);
  };
  set(stored() || systemTheme());
  system.addEventListener('change', () => stored() || set(systemTheme()));
}

export function switchTheme(changed) {
  const theme = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
  document.documentElement.dataset.theme = theme;
  store(theme);
  changed(theme);
}
