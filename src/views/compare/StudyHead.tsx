import type { ReactNode } from "react";
import { useAppStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { CloseIcon } from "../../ui/icons.tsx";
import study from "./study.module.css";

interface StudyHeadProps {
  readonly title: string;
  /** What the button that closes the study says. */
  readonly close: string;
  /** Choices between parts of the study. */
  readonly children?: ReactNode;
}

/** The head of a study of many networks: its name, its choices, and the way out. */
export function StudyHead({ title, close, children }: StudyHeadProps) {
  const changeView = useAppStore((state) => state.changeView);
  return (
    <div className={study.header}>
      <h2 className={study.title}>{title}</h2>
      {children}
      <Button
        isIcon
        className={study.close}
        aria-label={close}
        title={close}
        onClick={() => changeView({ sweep: "closed" })}
      >
        <CloseIcon />
      </Button>
    </div>
  );
}
