import { memo, useMemo, type CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertState } from '../api/types';
import { serverNow, useNow } from '../state/store';
import { barTiming, countdownOf, formatCountdown, isOver } from './countdownMath';

/** The number with the word for what it counts to. Hidden from screen readers: a row names itself once, not each second. */
export function Countdown({ alert }: { alert: AlertState }) {
  const { t } = useTranslation();
  const target = countdownOf(alert, useNow(1000));
  return (
    <span className={`countdown ${isOver(target.phase) ? 'over' : target.phase}`} aria-hidden="true">
      <b>{formatCountdown(target)}</b>
      <small>{t(`countdown.${target.phase}`)}</small>
    </span>
  );
}

/** Only the digits, for pins. */
export function CountdownDigits({ alert }: { alert: AlertState }) {
  return <>{formatCountdown(countdownOf(alert, useNow(1000)))}</>;
}

/** The shrinking bar: one CSS animation, begun at the right place; it renders again only when the deadline changes. */
export const CountdownBar = memo(function CountdownBar({ alert }: { alert: AlertState }) {
  const { responded_at, respond_by, act_by, acted_at, opened_at } = alert;
  const style = useMemo((): CSSProperties | null => {
    const now = serverNow();
    const { span } = countdownOf(alert, now);
    if (!span) return null;
    const { durationMs, delayMs } = barTiming(span, now);
    return { animationDuration: `${durationMs}ms`, animationDelay: `${delayMs}ms` };
    // Deliberately only the instants: other changes of the alert must not restart the animation.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [responded_at, respond_by, act_by, acted_at, opened_at]);
  return style ? <i key={`${respond_by}|${responded_at}`} className="countdown-bar" style={style} aria-hidden="true" /> : null;
});
