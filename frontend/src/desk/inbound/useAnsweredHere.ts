import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { onStreamEvent } from '../../state/store';
import { useMe } from '../case';
import { useDesk } from '../deskStore';
import { inboundKey } from './queries';

interface Told { state: string; elder: { id: number } | null; answered_by: { id: number } | null }

/** Whoever picks up sees the caller's card without a key. Mounted once, by the desk. */
export function useAnsweredHere(): void {
  const client = useQueryClient();
  const me = useMe();
  useEffect(
    () =>
      onStreamEvent(({ kind, payload }) => {
        if (!kind.startsWith('inbound.')) return;
        void client.invalidateQueries({ queryKey: inboundKey });
        const call = payload as Told;
        // Only the card: a case half written down stays where it is, one key away.
        if (call.state === 'answered' && call.answered_by?.id === me && call.elder) useDesk.getState().openElder(call.elder.id);
      }),
    [client, me],
  );
}
