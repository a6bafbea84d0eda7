import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { takeKey } from "./access/useAccess";
import { newQueryClient } from "./api/queryClient";
import { App } from "./App";
import { applyTheme, storedTheme } from "./ui/theme";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/layout.css";
import "./styles/figures.css";
import "./styles/forms.css";
import "./styles/ask.css";
import "./styles/sessions.css";
import "./styles/summary.css";
import "./styles/answers.css";
import "./styles/prospects.css";

const initialKey = takeKey();
applyTheme(storedTheme());

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={newQueryClient()}>
      <App initialKey={initialKey} />
    </QueryClientProvider>
  </StrictMode>,
);
