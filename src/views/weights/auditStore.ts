/**
 * The audited file of this visit. It outlives its dialog, and stands outside the page's store: no link, no
 * Undo and no file holds it.
 */
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { Listing, Measurement } from "../../weights/audit.ts";
import { faultOf } from "../../weights/files/fault.ts";
import type { WeightFault } from "../../weights/files/fault.ts";
import { guessLayout } from "../../weights/judge/fans.ts";
import type { Layout } from "../../weights/judge/fans.ts";
import { guessRecipe } from "../../weights/judge/recipes.ts";
import type { RecipeId } from "../../weights/judge/recipes.ts";
import type { Role } from "../../weights/judge/roles.ts";
import { auditFile } from "../../weights/worker/auditFile.ts";

export interface AuditState {
  readonly status: "none" | "opening" | "reading" | "read" | "cancelled" | "failed";
  readonly name: string;
  readonly size: number;
  /** Null before the first. */
  readonly file: File | null;
  readonly listing: Listing | null;
  /** By the tensors' places in the list. */
  readonly measured: ReadonlyMap<number, Measurement>;
  /** Share of the bytes that have been read. */
  readonly share: number;
  readonly fault: WeightFault | null;
  readonly recipe: RecipeId;
  readonly layout: Layout;
  /** Roles that the visitor has set, by the name of the group. */
  readonly roles: ReadonlyMap<string, Role>;
}

const NONE: AuditState = {
  status: "none",
  name: "",
  size: 0,
  file: null,
  listing: null,
  measured: new Map(),
  share: 0,
  fault: null,
  recipe: "pytorch",
  layout: "outputs_first",
  roles: new Map(),
};

const store = createStore<AuditState>(() => NONE);
let running: AbortController | null = null;

export const useAudit = (): AuditState => useStore(store);
export const setAudit = (change: Partial<Pick<AuditState, "recipe" | "layout" | "roles">>): void =>
  store.setState(change);

/** Ends the reading; what has been read stays. */
export function cancelAudit(): void {
  running?.abort();
  running = null;
}

/** Reads a file in place of the present one. */
export function openAudit(file: File): void {
  cancelAudit();
  const controller = new AbortController();
  running = controller;
  const { signal } = controller;
  const measured = new Map<number, Measurement>();
  const change = (next: Partial<AuditState>): void => {
    if (!signal.aborted) store.setState(next);
  };
  store.setState({ ...NONE, status: "opening", name: file.name, size: file.size, file });
  auditFile(
    { blob: file, name: file.name },
    {
      signal,
      onListing(listing) {
        const recipe = guessRecipe(listing.tensors.map(({ name }) => name));
        change({ listing, recipe, layout: guessLayout(listing.tensors), status: "reading" });
      },
      onMeasured(found, done, total) {
        for (const measurement of found) measured.set(measurement.index, measurement);
        change({ measured: new Map(measured), share: total === 0 ? 1 : done / total });
      },
    },
  ).then(
    () => change({ status: "read", share: 1 }),
    (error: unknown) => {
      if (signal.aborted && running === null) store.setState({ status: "cancelled" });
      change({ status: "failed", fault: faultOf(error) });
    },
  );
}
