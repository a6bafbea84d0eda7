// What reviewers would otherwise have to say: unsafe types, broken rules of hooks, pages that not everybody can use, and
// imports that point up.

import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

/** Folders from the bottom up: each may import from those before it, and from itself. */
const LAYERS = [
  ["api"],
  ["routing"],
  ["ui"],
  ["forms"],
  ["live", "workspace"],
  ["ask", "answers", "summary", "results", "reality"],
  ["access", "prospects", "sessions", "fidelity"],
];

const above = (level) => LAYERS.slice(level + 1).flat();

const layerRules = LAYERS.flatMap((folders, level) =>
  folders.map((folder) => ({
    files: [`src/${folder}/**/*.{ts,tsx}`],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: above(level).map((upper) => ({
            group: [`../${upper}/*`],
            message: `Imports point down: ${folder}/ is below ${upper}/.`,
          })).concat({ group: ["../*", "!../*/"], message: "Imports point down: what stands beside main.tsx is above." }),
        },
      ],
    },
  })),
);

export default tseslint.config(
  { ignores: ["dist", "node_modules", "src/api/schema.ts"] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: `${import.meta.dirname}/..` },
    },
  },
  { files: ["eslint.config.js"], ...tseslint.configs.disableTypeChecked },
  { files: ["src/**/*.tsx"], ...jsxA11y.flatConfigs.recommended },
  {
    files: ["src/**/*.{ts,tsx}"],
    plugins: { "react-hooks": reactHooks },
    rules: { "react-hooks/rules-of-hooks": "error", "react-hooks/exhaustive-deps": "error" },
  },
  {
    rules: {
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true }],
      "jsx-a11y/no-autofocus": "off", // in a dialog, and where a page is one field, the focus is where it is expected
    },
  },
  { files: ["src/**/*.tsx"], ignores: ["src/**/*.test.tsx"], rules: { "max-lines": ["error", 100] } },
  { files: ["src/**/*.test.{ts,tsx}"], rules: { "@typescript-eslint/require-await": "off" } },
  ...layerRules,
);
