/**
 * The settings this device remembers: language, theme, engine. Works without storage too (embedded, private
 * windows).
 */

/** A string store that never throws. */
export interface Memory {
  read(key: string): string | null;
  write(key: string, value: string): void;
}

const PREFIX = "initscope.";

/** The browser's local storage, or nothing where it is blocked. */
export const deviceMemory: Memory = {
  read(key) {
    try {
      return localStorage.getItem(PREFIX + key);
    } catch {
      // Storage is blocked in some frames and private windows; the page works without it.
      return null;
    }
  },
  write(key, value) {
    try {
      localStorage.setItem(PREFIX + key, value);
    } catch {
      // The storage is full or blocked: the choice lasts as long as the page.
    }
  },
};

/** The remembered value if it is one of the allowed values. */
export function readChoice<T extends string>(memory: Memory, key: string, allowed: readonly T[]): T | null {
  const text = memory.read(key);
  return allowed.find((candidate) => candidate === text) ?? null;
}

/** Remembers lessons on the device, or as long as the page is open where storage is not allowed. */
export function createLessonMemory(memory: Memory): { read(): string | null; write(text: string): void } {
  let newest: string | null = null;
  return {
    read: () => newest ?? memory.read("lessons"),
    write(text) {
      newest = text;
      memory.write("lessons", text);
    },
  };
}

/** The groups of controls that a visitor has opened, by their names in links. */
export function createOpenGroups(memory: Memory): {
  has(part: string): boolean;
  set(part: string, isOpen: boolean): void;
} {
  const open = new Set((memory.read("more") ?? "").split(" "));
  return {
    has: (part) => open.has(part),
    set(part, isOpen) {
      if (isOpen) open.add(part);
      else open.delete(part);
      memory.write("more", [...open].join(" "));
    },
  };
}

/** A lecture list on the device, or as long as the page is open, packed; and how its entries were left. */
export function createLectureMemory(memory: Memory) {
  let newest: string | null = null;
  return {
    read: (): string | null => newest ?? memory.read("lecture"),
    write(source: string): void {
      newest = source;
      memory.write("lecture", source);
    },
    left: new Map<string, string>(),
  };
}

/** Whether single keys are commands: they are, unless this device remembers otherwise. */
export function createSingleKeys(memory: Memory): { areOn(): boolean; set(areOn: boolean): void } {
  return {
    areOn: () => memory.read("keys") !== "off",
    set: (areOn) => memory.write("keys", areOn ? "on" : "off"),
  };
}
