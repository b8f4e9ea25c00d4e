import { privatePlaces, type Places } from '../browser/places'
import { mainPlaces } from './mainPlaces'

/** A worker's places: those behind its port to the main process, or the private file system when it has none. */
export function placesAt(port: MessagePort | null): Places {
  return port === null ? privatePlaces() : mainPlaces(port)
}
