export { AlertPins } from './AlertPins';
export { AreaLayers } from './AreaLayers';
export { AreaList } from './AreaList';
export { boundsOf, fit, flyTo, populationBounds } from './camera';
export { Crowds } from './Crowds';
export { DirectiveLayers } from './DirectiveLayers';
export { ElderLayers } from './ElderLayers';
export { useMap } from './mapContext';
export { MapView } from './MapView';
