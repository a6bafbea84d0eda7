import type { ApiFailure } from "../api/client";
import { useLatest } from "./useLatest";

interface Read {
  data: unknown;
  error: ApiFailure | null;
  isFetching: boolean;
}

/**
 * Why a read of `key` failed. It stays while the read is tried again: what says so holds the button that was pressed, and
 * with it the focus.
 */
export function useFailure({ data, error, isFetching }: Read, key: string | number): ApiFailure | null {
  const latest = useLatest(error ?? undefined, key);
  if (error) return error;
  return data === undefined && isFetching ? (latest ?? null) : null;
}
