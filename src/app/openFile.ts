/** Opens a file by its kind. A further kind is a further entry; the first that knows a file opens it. */
import type { OpeningPorts } from "./openingPorts.ts";
import { openTraceFile } from "./traces.ts";

interface FileKind {
  /** Whether a file is of this kind, by its name and its first bytes. */
  readonly knows: (name: string, head: Uint8Array) => boolean;
  readonly open: (file: File, ports: OpeningPorts) => Promise<void>;
}

/** As many bytes as the signatures of all kinds have. */
const HEAD_BYTES = 16;

const KINDS: readonly FileKind[] = [
  {
    // Gzip, or JSON; a trace is told from other JSON when it is read.
    knows: () => true,
    open: openTraceFile,
  },
];

export async function openFile(file: File, ports: OpeningPorts): Promise<void> {
  const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
  const kind = KINDS.find(({ knows }) => knows(file.name, head));
  await kind?.open(file, ports);
}
