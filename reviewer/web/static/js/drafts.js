// Words that the server does not have yet live in localStorage, by person, scorecard and field.
export function makeDrafts(form) {
  const key = (name) => `draft:${form.dataset.owner}:${form.action}:${name}`;
  return {
    keep: (name, value) => { try { localStorage.setItem(key(name), value); } catch { /* full or forbidden: the page still holds the words */ } },
    drop: (name) => { try { localStorage.removeItem(key(name)); } catch { /* as above */ } },
    get: (name) => { try { return localStorage.getItem(key(name)); } catch { return null; } },
  };
}
