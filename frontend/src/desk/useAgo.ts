import { useTranslation } from 'react-i18next';
import { age } from './format';

/** Milliseconds as a span in words: "47 秒", "12 分". */
export function useAgo(): (ms: number) => string {
  const { t } = useTranslation('desk');
  return (ms) => {
    const { unit, count } = age(ms);
    return t(`time.${unit}`, { count });
  };
}
