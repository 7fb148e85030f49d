/**
 * Whether the controls below can be used. A disabled fieldset would take the buttons that only explain with
 * it, so each control that changes something asks here.
 */
import { createContext, useContext } from "react";

export const DisabledContext = createContext(false);

export function useIsDisabled(): boolean {
  return useContext(DisabledContext);
}
