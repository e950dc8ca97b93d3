// The stretch of time that a picture shows: zoomed and moved, never beyond its bounds.
const Viewport = (() => {
  function viewport(least) {
    const self = { from: 0, to: 1, low: 0, high: 1 };
    const listeners = [];

    const tell = () => listeners.forEach((listener) => listener());

    self.bounds = (low, high) => {
      const edge = Math.max((high - low) * 0.015, 500);
      self.low = low - edge;
      self.high = high + edge;
      self.from = self.low;
      self.to = self.high;
      tell();
    };

    self.set = (from, to) => {
      const whole = self.high - self.low;
      const span = Math.min(Math.max(to - from, Math.min(least, whole)), whole);
      const middle = (from + to) / 2;
      const start = Math.min(Math.max(middle - span / 2, self.low), self.high - span);
      self.from = start;
      self.to = start + span;
      tell();
    };

    // A factor below 1 comes nearer; `at` is the moment that stays in place.
    self.zoom = (factor, at = (self.from + self.to) / 2) => {
      self.set(at - (at - self.from) * factor, at + (self.to - at) * factor);
    };

    // `part` of the visible span: 0.2 moves a fifth of it onward.
    self.move = (part) => {
      const way = (self.to - self.from) * part;
      self.set(self.from + way, self.to + way);
    };

    self.reset = () => self.set(self.low, self.high);
    self.span = () => self.to - self.from;
    self.isWhole = () => self.span() >= (self.high - self.low) * 0.999;
    self.listen = (listener) => listeners.push(listener);
    return self;
  }

  return { viewport };
})();
