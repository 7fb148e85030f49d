/** The messages between the page and the worker that reads a file of weights. */
import type { Listing, Measurement } from "../audit.ts";
import type { WeightFault } from "../files/fault.ts";

export interface AuditRequest {
  readonly blob: Blob;
  readonly name: string;
}

export type AuditReply =
  | { readonly kind: "listing"; readonly listing: Listing }
  | {
      readonly kind: "measured";
      readonly measurements: readonly Measurement[];
      readonly done: number;
      readonly total: number;
    }
  | { readonly kind: "end" }
  | { readonly kind: "fault"; readonly fault: WeightFault };
