import { LocateFixed } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { AreaProposal, Elder, FenceFeature, Fix, TrackItem } from '../api/types';
import { AlertPins } from '../map/AlertPins';
import { Crowds } from '../map/Crowds';
import { AreaList } from '../map/AreaList';
import { boundsOf, fit, flyTo, type Bounds } from '../map/camera';
import { DirectiveLayers } from '../map/DirectiveLayers';
import { ElderLayers } from '../map/ElderLayers';
import { useMap } from '../map/mapContext';
import { MapView } from '../map/MapView';
import { useAlerts, useConnection, useNow } from '../state/store';
import { positions } from '../stream/positions';
import { Button } from '../ui/Button';
import { useCase, useElderId } from './case';
import { CrowdList } from './CrowdList';
import { useDesk } from './deskStore';
import { fixOf, isStale, newestFix } from './fix';
import { distance, metresBetween } from './format';
import { useAreaProposal } from './plans/queries';
import { PlaybackBar } from './playback/PlaybackBar';
import { PlaybackLayers } from './playback/PlaybackLayers';
import { PlayedFacts } from './playback/PlayedFacts';
import { StopList } from './playback/StopList';
import { usePast, usePlayed } from './playback/usePlayed';
import { useElderCard, useFences, useTrack } from './queries';
import { useAgo } from './useAgo';

const NO_TRACK: readonly TrackItem[] = [];

/** Where she is, where home is, and the way of the last hour; or, played back, of another time. */
export function DeskMap() {
  const alerts = useAlerts();
  const selectedId = useDesk((s) => s.selectedId);
  const select = useDesk((s) => s.select);
  const stale = useConnection().status !== 'live';
  const elderId = useElderId();
  const { data: elder } = useElderCard(elderId);
  const { data: fences } = useFences(elderId);
  const { data: proposal } = useAreaProposal(elderId);
  const shapes = useMemo(() => withProposal(fences, proposal), [fences, proposal]);
  const { data: track, error } = useTrack(elderId);
  const played = usePlayed(elderId, elder);
  const past = usePast();
  const current = useCase();
  const known = newestFix([elder?.fix, current?.alert.elder?.id === elderId ? current?.alert.fix : null]);
  return (
    <>
      <MapView stale={stale && !past} instead={(why) => <AreaList why={why} alerts={alerts} selectedId={selectedId} onSelect={select} />}>
        <DirectiveLayers />
        <ElderLayers elderId={past ? null : elderId} fix={past ? null : known} fences={shapes} track={past ? NO_TRACK : track} />
        {past && <PlaybackLayers played={played} />}
        <Crowds list={(ids) => <CrowdList ids={ids} />} />
        <AlertPins alerts={alerts} selectedId={selectedId} onSelect={select} />
        <Camera elderId={elderId} elder={elder} fix={known} live={!past} />
        {elderId !== null && past && <PlayedFacts played={played} elder={elder} />}
        {elderId !== null && !past && <FixFacts elderId={elderId} elder={elder} known={known} trackCount={track?.length} trackFailed={error !== null} />}
        {elderId !== null && <StopList played={played} elder={elder} />}
      </MapView>
      {elderId !== null && <PlaybackBar played={played} />}
    </>
  );
}

/** A living area that is only proposed is drawn like those that hold: it is there to be looked at. */
function withProposal(fences: FenceFeature[] | undefined, proposal: AreaProposal | undefined): FenceFeature[] | undefined {
  if (!proposal) return fences;
  return [...(fences ?? []), { type: 'Feature', geometry: proposal.geometry, properties: { kind: 'safe' } }];
}

/** Newest wins; read each second, because positions live outside component state. */
function useFix(elderId: number, known: Fix | null): Fix | null {
  useNow(1000);
  const row = positions.get(elderId);
  return newestFix([row ? fixOf(row) : null, known]);
}

function FixFacts({ elderId, elder, known, trackCount, trackFailed }: {
  elderId: number; elder: Elder | undefined; known: Fix | null; trackCount: number | undefined; trackFailed: boolean;
}) {
  const { t } = useTranslation(['desk', 'common']);
  const now = useNow(1000);
  const ago = useAgo();
  const fix = useFix(elderId, known);
  const follow = useDesk((s) => s.follow);
  const { toggleFollow } = useDesk.getState();
  const interval = elder?.devices[0]?.expected_interval_s ?? 60;
  const source = fix?.source as 'gnss' | undefined;
  return (
    <div className="desk-fix">
      {fix ? (
        <>
          <div className={isStale(fix, interval, now) ? 'stale' : ''}>
            <span>{t('map.fixAge')}</span>
            <b>{t('map.ago', { time: ago(now - Date.parse(fix.fixed_at)) })}</b>
          </div>
          <div>
            <span>{t('map.accuracy')}</span>
            <b>{fix.accuracy_m === null ? t('map.unknownAccuracy') : `±${distance(fix.accuracy_m)}`}</b>
            <small>{t(`common:source.${source ?? ('unknown' as const)}`)}</small>
          </div>
          {elder?.home && (
            <div>
              <span>{t('map.distance')}</span>
              <b>{distance(metresBetween(fix, elder.home))}</b>
            </div>
          )}
        </>
      ) : <div><b>{t('map.noFix')}</b></div>}
      <div>
        <span>{t('map.track')}</span>
        <b>{trackFailed ? t('map.trackError') : trackCount === undefined ? '…' : t('map.trackPoints', { count: trackCount })}</b>
      </div>
      <Button variant={follow ? 'primary' : 'plain'} aria-pressed={follow} shortcut="F" icon={<LocateFixed aria-hidden="true" />} onClick={toggleFollow}>
        {t('map.follow')}
      </Button>
    </div>
  );
}

/** Shows home and elder together once per selection; then, while following, keeps the elder in the picture. */
function Camera({ elderId, elder, fix, live }: { elderId: number | null; elder: Elder | undefined; fix: Fix | null; live: boolean }) {
  const handle = useMap();
  const follow = useDesk((s) => s.follow);
  const shown = useRef<number | null>(null);

  useEffect(() => {
    // The arrow keys belong to the queue, also after a click on the map.
    handle?.map.keyboard.disable();
    shown.current = null;
  }, [handle]);

  const look = useCallback(() => {
    if (!handle || elderId === null) return;
    const bounds = aroundElder(elder, fix);
    if (bounds) fit(handle.map, handle.seam, bounds);
  }, [handle, elderId, elder, fix]);

  useEffect(() => {
    if (shown.current === elderId || !handle || (!elder && !fix)) return;
    look();
    // Until the card has come the home is missing from the picture: look once more then.
    if (elder) shown.current = elderId;
  }, [handle, elderId, elder, fix, look]);

  useEffect(() => {
    if (!handle || !follow || !live || elderId === null) return;
    const { map, seam } = handle;
    return positions.subscribe(() => {
      const at = positions.get(elderId);
      if (!at || map.isMoving()) return;
      const { x, y } = map.project(seam.toMap(at.lon, at.lat));
      const { clientWidth: w, clientHeight: h } = map.getContainer();
      const inside = x > w * 0.15 && x < w * 0.85 && y > h * 0.15 && y < h * 0.8;
      if (!inside) flyTo(map, seam, at.lon, at.lat);
    });
  }, [handle, follow, live, elderId]);

  return null;
}

const METRES_PER_DEGREE = 111_320;

function aroundElder(elder: Elder | undefined, fix: Fix | null): Bounds | null {
  const corners: [number, number][] = [];
  const add = (lon: number, lat: number, r: number) => {
    const dLat = r / METRES_PER_DEGREE;
    const dLon = dLat / Math.cos((lat * Math.PI) / 180);
    corners.push([lon - dLon, lat - dLat], [lon + dLon, lat + dLat]);
  };
  if (elder?.home) add(elder.home.lon, elder.home.lat, (elder.home.radius_m ?? 150) * 1.4);
  if (fix) add(fix.lon, fix.lat, Math.max(60, Math.min(fix.accuracy_m ?? 0, 500)));
  return corners.length > 0 ? boundsOf([{ type: 'MultiPoint', coordinates: corners }]) : null;
}
