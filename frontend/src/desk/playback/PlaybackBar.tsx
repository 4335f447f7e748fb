import { CalendarDays, MapPinned, Pause, Play, Radio } from 'lucide-react';
import { useEffect, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { serverNow } from '../../state/store';
import { Button } from '../../ui/Button';
import { useDesk } from '../deskStore';
import { errorReason } from '../errorReason';
import { clockTime } from '../format';
import { afterKey, SPEEDS, windowPlayed, within } from './clock';
import { GAP_MS } from './path';
import './playback.css';
import { usePlayback } from './playbackStore';
import { Strip } from './Strip';
import { usePast, usePlayhead, type Played } from './usePlayed';

/** Ten times a second: smooth enough for a marker on a street, and cheap. */
const TICK_MS = 100;

/** Moves the instant shown on while it plays; at the end of the window it stops, at the end of the last hour it is live. */
function usePlaying(): void {
  const playing = usePlayback((s) => s.playing);
  useEffect(() => {
    if (!playing) return;
    let last = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      const { at, speed, opened, seek, play } = usePlayback.getState();
      const { from, to } = windowPlayed(opened, serverNow());
      const next = (at ?? from) + (now - last) * speed;
      last = now;
      if (next < to) {
        seek(next);
      } else {
        seek(opened ? to : null);
        play(false);
      }
    }, TICK_MS);
    return () => { clearInterval(timer); };
  }, [playing]);
}

/** The slider under the map: the last hour, or a day, played back. */
export function PlaybackBar({ played }: { played: Played }) {
  const { t } = useTranslation('playback');
  const { path } = played;
  const { window, at } = usePlayhead();
  const past = usePast();
  const { opened, playing, speed, stops, quarantined } = usePlayback();
  const { open, seek, play, setSpeed, toggle } = usePlayback.getState();
  usePlaying();

  const go = (to: number) => { seek(!opened && to >= window.to ? null : within(window, to)); };
  const playOrPause = () => {
    if (!playing && at >= window.to) seek(window.from);
    play(!playing);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === ' ') playOrPause();
    else {
      const to = afterKey(event.key, event.shiftKey, at, window);
      if (to === null) return;
      go(to);
    }
    event.preventDefault(); // the arrows are the slider's now, not the queue's
  };
  const shown = clockTime(at, true);
  return (
    <section className={`desk-playback ${past ? 'past' : ''}`} aria-label={t('label')}>
      <Button className="icon" aria-label={t(playing ? 'pause' : 'play')} icon={playing ? <Pause aria-hidden="true" /> : <Play aria-hidden="true" />} onClick={playOrPause} />
      <div className="desk-speeds" role="group" aria-label={t('speed')}>
        {SPEEDS.map((s) => (
          <button key={s} type="button" aria-pressed={s === speed} onClick={() => { setSpeed(s); }}>×{s}</button>
        ))}
      </div>
      <div className="desk-slider">
        <Strip path={path} window={window} />
        <input
          type="range" aria-label={t('slider')} aria-valuetext={shown} min={window.from} max={window.to} step={1000} value={at}
          onChange={(e) => { go(Number(e.target.value)); }} onKeyDown={onKeyDown}
        />
        <div className="desk-slider-ends"><span>{clockTime(window.from)}</span><span>{state(played)}</span><span>{clockTime(window.to)}</span></div>
      </div>
      <b className="desk-played-time">{opened && <small>{opened.day}</small>}{shown}</b>
      <Button aria-pressed={stops} icon={<MapPinned aria-hidden="true" />} onClick={() => { toggle('stops'); }}>{t('stops.open')}</Button>
      {opened && played.quarantined.length > 0 && (
        <Button aria-pressed={quarantined} title={t('quarantined.help')} onClick={() => { toggle('quarantined'); }}>
          {t('quarantined.show', { count: played.quarantined.length })}
        </Button>
      )}
      <Button icon={<CalendarDays aria-hidden="true" />} onClick={() => { useDesk.getState().openDialog('day'); }}>{t('day.open')}</Button>
      {past && <Button variant="primary" icon={<Radio aria-hidden="true" />} onClick={() => { open(null, null); }}>{t('live')}</Button>}
    </section>
  );

  function state({ loading, error }: Played) {
    if (error) return <em role="alert">{t('failed', { reason: errorReason(error) })}</em>;
    if (loading) return <em>{t('loading')}</em>;
    if (path.count === 0) return <em>{t('none')}</em>;
    return t('legend', { count: path.count, minutes: GAP_MS / 60_000 });
  }
}
