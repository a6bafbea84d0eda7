// Who is signed in: a key once, an http-only cookie from then on.

import { request } from "./client";
import type { Me } from "./wire";

export function login(key: string): Promise<void> {
  return request("/auth/login", { method: "POST", headers: { Authorization: `Bearer ${key}` } });
}

export function logout(): Promise<void> {
  return request("/auth/logout", { method: "POST" });
}

export function me(): Promise<Me> {
  return request("/auth/me");
}
