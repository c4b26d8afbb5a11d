// Makes elements. Texts of a trace only ever become text nodes: nothing in them is markup.

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value !== undefined) {
      made.setAttribute(name, value === true ? '' : value);
    }
  }

  made.append(...children.filter(child => child !== '' && child !== null && child !== undefined));
  return made;
}

export const byId = id => document.getElementById(id);
