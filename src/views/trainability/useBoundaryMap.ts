/** Trains the pixels of a map in workers of its own, while they are wanted and the page does not run. */
import { useEffect, useState } from "react";
import type { BoundaryNetwork } from "../../experiment/boundary/boundaryNetwork.ts";
import type { BoundaryPool } from "../../experiment/boundary/boundaryRequest.ts";
import { useAppStore } from "../../store/store.ts";
import { useServices } from "../services.ts";
import { emptyMap, fillPiece, isFull, pixelsOf, pointsOf, takePiece } from "./boundaryMap.ts";
import type { BoundaryMap } from "./boundaryMap.ts";
import type { BoundaryAxes, BoundaryView } from "./boundaryView.ts";

/** The maps of this visit, a quarter of a megabyte each. */
const maps = new Map<string, BoundaryMap>();
const KEPT = 32;

function mapOf(key: string, viewport: BoundaryMap["viewport"]): BoundaryMap {
  const map = maps.get(key) ?? emptyMap(viewport);
  // The last one that was wanted is the last one to go.
  maps.delete(key);
  maps.set(key, map);
  const [oldest] = maps.keys();
  if (maps.size > KEPT && oldest !== undefined) maps.delete(oldest);
  return map;
}

/** Pictures in a second, however fast the pieces come: each costs a few milliseconds. */
const DRAWN_EVERY_MS = 100;

/** Takes and trains pieces until there are none, or nobody wants them. */
async function trainPieces(
  pool: BoundaryPool,
  [network, axes, map]: readonly [BoundaryNetwork, BoundaryAxes, BoundaryMap],
  signal: AbortSignal,
  onPiece: () => void,
): Promise<void> {
  while (!signal.aborted) {
    const piece = takePiece(map);
    if (piece === null) return;
    try {
      // Pieces that come too late are still those of their map.
      const points = pointsOf(axes, map.viewport, pixelsOf(piece));
      fillPiece(map, piece, (await pool.train(network, points)).paces);
    } catch (error) {
      map.returned.push(piece);
      throw error;
    }
    onPiece();
  }
}

export interface TrainedMap {
  readonly map: BoundaryMap;
  /** The map on the screen until this one: a neighbour of the same networks; null without one. */
  readonly before: BoundaryMap | null;
  readonly isStopped: boolean;
  readonly hasFailed: boolean;
  readonly setStopped: (isStopped: boolean) => void;
}

/** The workers, as long as the panel is open; null before they are there, and when they have failed. */
function usePool(attempt: number, onFailure: () => void): BoundaryPool | null {
  const { boundary } = useServices();
  const [pool, setPool] = useState<BoundaryPool | null>(null);
  useEffect(() => {
    let opened: BoundaryPool | null = null;
    let isWanted = true;
    boundary.load().then(({ createBoundaryPool }) => {
      if (!isWanted) return;
      opened = createBoundaryPool();
      setPool(opened);
    }, onFailure);
    return () => {
      isWanted = false;
      opened?.dispose();
      setPool(null);
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only another attempt opens another pool
  }, [boundary, attempt]);
  return pool;
}

export function useBoundaryMap(view: BoundaryView, seed: number): TrainedMap {
  const { axes, activation, layers, width, steps, viewport } = view;
  const isBusy = useAppStore((state) => state.run.kind === "running");
  const [, setDrawnCount] = useState(0);
  const [isStopped, setStopped] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const [hasFailed, setFailed] = useState(false);
  const pool = usePool(attempt, () => setFailed(true));
  const family = JSON.stringify([axes, activation, layers, width, steps, seed]);
  const key = JSON.stringify([family, viewport]);
  const [shown, setShown] = useState<{
    readonly key: string;
    readonly family: string;
    readonly map: BoundaryMap;
    readonly before: BoundaryMap | null;
  } | null>(null);
  let current = shown;
  if (current?.key !== key) {
    // Of two maps without results the one before them has something to show.
    const last = current?.family !== family ? null : current.map.count > 0 ? current.map : current.before;
    current = { key, family, map: mapOf(key, viewport), before: last };
    setShown(current);
  }
  const { map, before } = current;

  useEffect(() => {
    if (pool === null || isStopped || hasFailed || isBusy || isFull(map)) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    const network = { activation, layers, width, steps, seed };
    let timer: ReturnType<typeof setTimeout> | null = null;
    const onPiece = (): void => {
      timer ??= setTimeout(() => {
        timer = null;
        setDrawnCount((count) => count + 1);
      }, DRAWN_EVERY_MS);
    };
    const loops = Array.from({ length: pool.size }, () =>
      trainPieces(pool, [network, axes, map], signal, onPiece),
    );
    Promise.all(loops).then(undefined, () => {
      if (!signal.aborted) setFailed(true);
    });
    return () => {
      controller.abort();
      if (timer !== null) clearTimeout(timer);
    };
  }, [pool, map, axes, activation, layers, width, steps, seed, isStopped, hasFailed, isBusy]);

  return {
    map,
    before,
    isStopped,
    hasFailed,
    setStopped: (next) => {
      if (hasFailed) {
        setFailed(false);
        setAttempt(attempt + 1);
      }
      setStopped(next);
    },
  };
}
