-- title: Do segments and rides hold together?
-- about: Segments that end before they begin, whose order of pickups or drop-offs is not that of the times, that lie outside their ride, or belong to none; rides without a segment; with one of each.
-- grain: one row per kind of fault
-- tables: fact_rides, fact_ride_segments
WITH segments AS (
  SELECT
    ride_segment_id::VARCHAR AS segment,
    ride_id::VARCHAR AS ride,
    ts AS got_on,
    segment_dropoff_timestamp AS got_off,
    pickup_sequence_in_ride AS said_on,
    dropoff_sequence_in_ride AS said_off,
    rank() OVER (PARTITION BY ride_id ORDER BY ts) AS place_on,
    rank() OVER (PARTITION BY ride_id ORDER BY segment_dropoff_timestamp) AS place_off,
    count(*) OVER (PARTITION BY ride_id, ts) AS alike_on,
    count(*) OVER (PARTITION BY ride_id, segment_dropoff_timestamp) AS alike_off
  FROM model.fact_ride_segments
),
rides AS (
  SELECT ride_id::VARCHAR AS ride, ts AS began, end_timestamp AS ended FROM model.fact_rides
),
found AS (
  SELECT 1 AS place, segment AS example FROM segments WHERE got_off < got_on
  UNION ALL
  SELECT 2, segment FROM segments WHERE said_on < place_on OR said_on >= place_on + alike_on
  UNION ALL
  SELECT 3, segment FROM segments WHERE said_off < place_off OR said_off >= place_off + alike_off
  UNION ALL
  SELECT 4, segment FROM segments JOIN rides USING (ride) WHERE got_on < began OR got_off > ended
  UNION ALL
  SELECT 5, segment FROM segments WHERE ride NOT IN (SELECT ride FROM rides)
  UNION ALL
  SELECT 6, ride FROM rides WHERE ride NOT IN (SELECT ride FROM segments)
),
kinds AS (
  SELECT
    unnest(['ends before it begins', 'other order of pickups', 'other order of drop-offs', 'outside its ride', 'its ride is not there', 'ride without riders']) AS fault,
    unnest(range(1, 7)) AS place
)
SELECT fault, count(example) AS found, min(example) AS example
FROM kinds
LEFT JOIN found USING (place)
GROUP BY fault, place
ORDER BY place
