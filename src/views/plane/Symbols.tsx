/** Words with symbols: `σ_w` and `ξ_c` have their letter below the line. */
import { Fragment } from "react";

interface Piece {
  readonly text: string;
  readonly below: string;
}

/** A text cut at its symbols; a piece with a letter below the line is a symbol. */
function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(/([σξ])_(\w)/gu)) {
    pieces.push({ text: text.slice(from, match.index), below: "" });
    pieces.push({ text: match[1] ?? "", below: match[2] ?? "" });
    from = match.index + match[0].length;
  }
  return [...pieces, { text: text.slice(from), below: "" }];
}

/** In running text. */
export function Symbols({ children }: { readonly children: string }) {
  return piecesOf(children).map(({ text, below }, index) => (
    <Fragment key={index}>
      {below === "" ? text : <i>{text}</i>}
      {below !== "" && <sub>{below}</sub>}
    </Fragment>
  ));
}

/** In a drawing. */
export function DrawnSymbols({ children }: { readonly children: string }) {
  return piecesOf(children).map(({ text, below }, index) => (
    <Fragment key={index}>
      <tspan>{text}</tspan>
      {below !== "" && (
        <>
          <tspan dy="0.25em" fontSize="0.75em">
            {below}
          </tspan>
          <tspan dy="-0.2em">{"\u200b"}</tspan>
        </>
      )}
    </Fragment>
  ));
}
