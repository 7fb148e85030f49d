/** Mounts the page, nothing else. */
import { start } from "./app/start.tsx";

const root = document.getElementById("root");
if (root !== null) start(root);
