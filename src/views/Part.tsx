/** Shows a lazy view, and a placeholder while it loads or after its fetch has failed. */
import type { ReactNode } from "react";
import { useText } from "../i18n/text.ts";
import { Unavailable } from "./Unavailable.tsx";
import { useOnDemand } from "./onDemand.ts";
import type { OnDemand } from "./onDemand.ts";

interface PartProps<T> {
  readonly of: OnDemand<T>;
  readonly children: (part: T) => ReactNode;
}

export function Part<T extends object>({ of, children }: PartProps<T>) {
  const t = useText();
  const part = useOnDemand(of);
  if (part === null) return <p role="status">{t("part.loading")}</p>;
  if (part === "failed") return <Unavailable />;
  return children(part);
}
