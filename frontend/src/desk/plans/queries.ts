/** Plans over REST: what governs an elder, her outings, the directives. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, type ApiPath } from '../../api/client';
import type { AreaProposal, Curfew, Directive, DirectiveCount, FenceFeature, Outing, Page, Plan } from '../../api/types';
import { serverNow } from '../../state/store';

export const planKeys = {
  all: ['plan'] as const,
  plan: (id: number) => ['plan', id] as const,
  proposal: (id: number) => ['proposal', id] as const,
  directives: ['directives'] as const,
  preview: (reach: Reach | null) => ['directives', 'preview', reach] as const,
  curfew: (of: CurfewOf) => ['curfew', of] as const,
};
const DIRECTIVES_SHOWN = 20;
const LONGEST_WAIT_MS = 24 * 3_600_000;

/** Read once per selection, after a change, and when what it says is over: each reading is in the access log. */
export function usePlan(id: number | null) {
  return useQuery({
    queryKey: planKeys.plan(id ?? 0),
    queryFn: ({ signal }) => api.get<Plan>(`/api/elders/${String(id)}/plan`, undefined, signal),
    enabled: id !== null,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    refetchInterval: ({ state }) => untilItChanges(state.data),
  });
}

/** How long a plan holds, in ms; false: as long as nobody changes it. */
export function untilItChanges(plan: Plan | undefined): number | false {
  if (!plan?.until) return false;
  return Math.max(1_000, Math.min(Date.parse(plan.until) - serverNow() + 500, LONGEST_WAIT_MS));
}

export interface NewOuting {
  destination: string;
  companion: string | null;
  note: string | null;
  starts_at: string;
  expected_back_at: string;
}

export function usePlanOuting(elderId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (outing: NewOuting) => api.post<Outing>(`/api/elders/${elderId}/outings`, outing),
    onSuccess: () => client.invalidateQueries({ queryKey: planKeys.plan(elderId) }),
  });
}

export function useEndOuting(elderId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, how }: { id: number; how: 'return' | 'cancel' }) =>
      how === 'return' ? api.post<Outing>(`/api/outings/${id}/return`) : api.post<Outing>(`/api/outings/${id}/cancel`),
    onSettled: () => client.invalidateQueries({ queryKey: planKeys.plan(elderId) }),
  });
}

/** Asked for by hand only: it reads two weeks of her positions. Shown on the map until it is accepted. */
export function useAreaProposal(elderId: number | null) {
  return useQuery({
    queryKey: planKeys.proposal(elderId ?? 0),
    queryFn: ({ signal }) => api.get<AreaProposal>(`/api/elders/${String(elderId)}/living-area/proposal`, undefined, signal),
    enabled: false,
    retry: false,
    gcTime: 5 * 60_000,
  });
}

export function useAcceptArea(elderId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ geometry }: AreaProposal) => api.post<FenceFeature>(`/api/elders/${elderId}/living-area`, { geometry }),
    onSuccess: () => {
      client.removeQueries({ queryKey: planKeys.proposal(elderId) });
      return client.invalidateQueries({ queryKey: ['fences', elderId] });
    },
  });
}

export function useDirectives() {
  return useQuery({
    queryKey: planKeys.directives,
    queryFn: async ({ signal }) => (await api.get<Page<Directive>>('/api/directives', { limit: DIRECTIVES_SHOWN }, signal)).items,
  });
}

/** An area with everything below it, or whoever lives inside what was drawn. */
export type Reach = { area_id: number } | { geometry: GeoJSON.Geometry };

export function useDirectivePreview(reach: Reach | null) {
  return useQuery({
    queryKey: planKeys.preview(reach),
    queryFn: () => api.post<DirectiveCount>('/api/directives/preview', reach),
    enabled: reach !== null,
    staleTime: 10_000,
  });
}

export type NewDirective = Reach & { name: string; reason: string; starts_at?: string; ends_at: string };

export function useIssueDirective() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (directive: NewDirective) => api.post<Directive>('/api/directives', directive),
    onSuccess: () => client.invalidateQueries({ queryKey: planKeys.directives }),
  });
}

export function useEndDirective() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => api.post<Directive>(`/api/directives/${id}/end`),
    onSettled: () => client.invalidateQueries({ queryKey: planKeys.directives }),
  });
}

export type CurfewOf = { elder: number } | { area: number };
const curfewPath = (of: CurfewOf): ApiPath => ('elder' in of ? `/api/elders/${of.elder}/curfew` : `/api/areas/${of.area}/curfew`);

/** Their own schedule; null: they follow the area, the area above, or the default. */
export function useCurfew(of: CurfewOf) {
  return useQuery({ queryKey: planKeys.curfew(of), queryFn: ({ signal }) => api.get<Curfew | null>(curfewPath(of), undefined, signal) });
}

/** Sets it; null goes back to what holds for them otherwise. */
export function useSetCurfew(of: CurfewOf) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (curfew: Curfew | null) => (curfew ? api.put<Curfew>(curfewPath(of), curfew) : api.delete<null>(curfewPath(of))),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: planKeys.all });
      return client.invalidateQueries({ queryKey: planKeys.curfew(of) });
    },
  });
}
