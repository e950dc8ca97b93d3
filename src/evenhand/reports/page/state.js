// What the reader has chosen. Sections listen and draw themselves anew; none calls another.
const State = (() => {
  const listeners = {};
  const values = { group: 0, account: null };

  function on(name, listener) {
    (listeners[name] ??= []).push(listener);
  }

  function tell(name, value) {
    for (const listener of listeners[name] ?? []) listener(value);
  }

  function set(name, value) {
    if (values[name] === value) return;
    values[name] = value;
    tell(name, value);
  }

  return {
    on,
    set,
    tell,
    get: (name) => values[name],
    // Opens a group, and the lane of one of its accounts if given.
    open(group, account = null) {
      set("group", group);
      set("account", account);
      Dom.goTo("inside");
    },
  };
})();
