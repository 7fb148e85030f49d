/**
 * The style sheets of the charts read as text, so that a standalone file has the inks of the screen: rules of
 * single classes, and the light theme's tokens. It is no CSS engine: at-rules and selectors of more than one
 * class are left out.
 */

export type Declarations = ReadonlyMap<string, string>;

interface Block {
  readonly selector: string;
  readonly body: string;
}

/** The blocks of the outermost level. */
function blocksOf(css: string): Block[] {
  const text = css.replace(/\/\*.*?\*\//gs, "");
  const blocks: Block[] = [];
  let depth = 0;
  let start = 0;
  let open = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "{" && depth++ === 0) open = at;
    if (text[at] === "}" && --depth === 0) {
      blocks.push({ selector: text.slice(start, open).trim(), body: text.slice(open + 1, at) });
      start = at + 1;
    }
  }
  return blocks;
}

function declarationsOf(body: string): Declarations {
  return new Map(
    body.split(";").flatMap((declaration) => {
      const at = declaration.indexOf(":");
      if (at < 0) return [];
      return [
        [
          declaration.slice(0, at).trim(),
          declaration
            .slice(at + 1)
            .replace(/\s+/g, " ")
            .trim(),
        ],
      ];
    }),
  );
}

/** Declarations of every single class, by its name in the source; a later rule adds to an earlier one. */
export function classRules(css: string): ReadonlyMap<string, Declarations> {
  const rules = new Map<string, Declarations>();
  for (const { selector, body } of blocksOf(css)) {
    for (const part of selector.split(",")) {
      const name = /^\.([\w-]+)$/.exec(part.trim())?.[1];
      if (name !== undefined) rules.set(name, new Map([...(rules.get(name) ?? []), ...declarationsOf(body)]));
    }
  }
  return rules;
}

/** The declarations of the bare `:root`: the tokens of the light theme, and the type. */
export function rootDeclarations(css: string): Declarations {
  const root = blocksOf(css).find(({ selector }) => selector === ":root");
  return declarationsOf(root?.body ?? "");
}

/** A value with its custom properties put in; undeclared ones stay as they are written, to be seen. */
export function resolveInk(value: string, tokens: Declarations): string {
  return value.replace(/var\((--[\w-]+)\)/g, (whole, name: string) => {
    const token = tokens.get(name);
    return token === undefined ? whole : resolveInk(token, tokens);
  });
}
