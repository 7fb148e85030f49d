/** A lazy view that is fetched once the first picture is there; nothing stands in its place before. */
import type { ReactNode } from "react";
import { useAppStore } from "../store/store.ts";
import { Unavailable } from "./Unavailable.tsx";
import { useOnDemand } from "./onDemand.ts";
import type { OnDemand } from "./onDemand.ts";

interface AfterPictureProps<T> {
  readonly of: OnDemand<T>;
  readonly children: (part: T) => ReactNode;
}

function Fetched<T extends object>({ of, children }: AfterPictureProps<T>) {
  const part = useOnDemand(of);
  if (part === "failed") return <Unavailable />;
  return part !== null && children(part);
}

export function AfterPicture<T extends object>(props: AfterPictureProps<T>) {
  const hasPicture = useAppStore((state) => state.picture !== null);
  return hasPicture && <Fetched {...props} />;
}
