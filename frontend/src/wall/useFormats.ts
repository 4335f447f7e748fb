import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useConfig } from '../api/queries';
import { formats, type Formats } from './format';

export function useFormats(): Formats {
  const { i18n } = useTranslation();
  const timeZone = useConfig().data?.time_zone;
  return useMemo(() => formats(i18n.language, timeZone), [i18n.language, timeZone]);
}
