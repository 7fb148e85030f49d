/** True once a condition has held for a while, so that short states do not flash. */
import { useEffect, useState } from "react";

export function useDelayed(isActive: boolean, delayMs: number): boolean {
  const [isLong, setIsLong] = useState(false);
  useEffect(() => {
    if (!isActive) return;
    const timer = setTimeout(() => setIsLong(true), delayMs);
    return () => {
      clearTimeout(timer);
      setIsLong(false);
    };
  }, [isActive, delayMs]);
  return isLong && isActive;
}
