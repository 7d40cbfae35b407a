// Words that the server does not have yet live in localStorage, by person, scorecard and field, with the version they were
// written over: what somebody else saved meanwhile can be told.
export function makeDrafts(form) {
  const key = (name) => `draft:${form.dataset.owner}:${form.action}:${name}`;
  return {
    keep: (name, value, version) => { try { localStorage.setItem(key(name), JSON.stringify({ value, version })); } catch { /* full or forbidden: the page still holds the words */ } },
    drop: (name) => { try { localStorage.removeItem(key(name)); } catch { /* as above */ } },
    get: (name) => { try { return JSON.parse(localStorage.getItem(key(name))); } catch { return null; } },
  };
}
