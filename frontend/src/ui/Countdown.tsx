import { memo, useLayoutEffect, useMemo, useRef, type CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertState } from '../api/types';
import { onTick, serverNow, useNowAs } from '../state/store';
import { barTiming, countdownOf, formatCountdown, isOver } from './countdownMath';

/** The number with the word for what it counts to. Hidden from screen readers: a row names itself once, not each second. */
export function Countdown({ alert }: { alert: AlertState }) {
  const { t } = useTranslation();
  const phase = useNowAs(1000, (now) => countdownOf(alert, now).phase);
  return (
    <span className={`countdown ${isOver(phase) ? 'over' : phase}`} aria-hidden="true">
      <b><CountdownDigits alert={alert} /></b>
      <small>{t(`countdown.${phase}`)}</small>
    </span>
  );
}

/** Only the digits. Two hundred of them move each second, so they are written past React. */
export const CountdownDigits = memo(function CountdownDigits({ alert }: { alert: AlertState }) {
  const digits = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => onTick(1000, (now) => {
    if (digits.current) digits.current.textContent = formatCountdown(countdownOf(alert, now));
  }), [alert]);
  return <span ref={digits} />;
});

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
