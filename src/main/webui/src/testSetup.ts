import '@testing-library/jest-dom/vitest';
import { cleanup } from '@testing-library/react';
import { afterEach } from 'vitest';

// jsdom lays nothing out: twenty rows of 22 pixels fit into whatever scrolls, so that the windowed log shows something.
Object.defineProperties(HTMLElement.prototype, {
  clientHeight: { configurable: true, get: () => 440 },
  clientWidth: { configurable: true, get: () => 900 },
  offsetHeight: { configurable: true, get: () => 22 },
});

// jsdom knows the element, not its modal half.
HTMLDialogElement.prototype.showModal ??= function showModal(this: HTMLDialogElement) {
  this.open = true;
};
HTMLDialogElement.prototype.close ??= function close(this: HTMLDialogElement) {
  this.open = false;
};

afterEach(() => {
  cleanup();
  localStorage.clear();
  sessionStorage.clear();
});
