// The keys, and the list of them that `?` shows.

import { byId, element } from './dom.js';

export function bindKeys(commands) {
  const byKey = new Map();
  for (const command of commands) {
    command.keys.forEach(key => byKey.set(key, command));
  }

  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.altKey || event.metaKey || byId('keys').open) {
      return;
    }

    // A button that has the focus is pressed by space and Enter, as anywhere.
    const isPress = (event.key === ' ' || event.key === 'Enter') && event.target.closest?.('button');
    const command = isPress ? null : byKey.get(event.shiftKey && event.key.startsWith('Arrow') ? `Shift+${event.key}` : event.key);
    if (command) {
      event.preventDefault();
      command.run(event.key);
    }
  });

  byId('key-list').replaceChildren(...commands.map(command => element(
    'tr', {}, element('th', { scope: 'row' }, ...command.shown.map(key => element('kbd', {}, key))), element('td', {}, command.what))));
}
