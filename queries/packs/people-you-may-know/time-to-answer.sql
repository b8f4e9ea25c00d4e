-- title: How soon are requests answered?
-- about: Requests by the time from the suggestion to the answer: accepted and declined ones of private and public accounts, and those without an answer.
-- grain: one row per span of time
-- tables: fact_pymk_suggestions, dim_user_privacy
-- chart: bar answered private_accepted public_accepted
WITH requests AS (
  SELECT account_kind, was_accepted, epoch(outcome_timestamp - ts) / 3600 AS hours
  FROM model.fact_pymk_suggestions
  WHERE was_requested AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
),
spans AS (
  SELECT
    unnest(['within 1 hour', 'within 1 day', 'within 3 days', 'within 7 days', 'later', 'no answer']) AS answered,
    unnest(range(1, 7)) AS place
),
placed AS (
  SELECT
    *,
    CASE
      WHEN hours IS NULL THEN 6 WHEN hours <= 1 THEN 1 WHEN hours <= 24 THEN 2 WHEN hours <= 72 THEN 3 WHEN hours <= 168 THEN 4 ELSE 5
    END AS place
  FROM requests
)
SELECT
  answered,
  count(*) FILTER (WHERE account_kind = 'private' AND was_accepted) AS private_accepted,
  count(*) FILTER (WHERE account_kind = 'private' AND NOT was_accepted) AS private_other,
  count(*) FILTER (WHERE account_kind = 'public' AND was_accepted) AS public_accepted,
  count(*) FILTER (WHERE account_kind = 'public' AND NOT was_accepted) AS public_other
FROM spans
LEFT JOIN placed USING (place)
GROUP BY answered, place
ORDER BY place
