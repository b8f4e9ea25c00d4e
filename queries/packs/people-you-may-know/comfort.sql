-- title: Are people comfortable with suggestions?
-- about: Surveys of people with private and public accounts: who answered, how comfortable they are (1 to 5), who is (4 and 5), and promoters (9 and 10) less detractors (0 to 6) in percent of the answers; each with an interval of 95 %.
-- grain: one row per kind of account
-- tables: survey_answers, dim_user_privacy
-- expect: response_pct between 0 and 100
-- expect: comfort between 1 and 5
-- expect: promoter_score between -100 and 100
-- chart: interval account_kind comfort comfort_low comfort_high
WITH surveys AS (
  SELECT
    CASE WHEN is_private_account THEN 'private' ELSE 'public' END AS account_kind,
    comfort_score,
    recommend_score IS NOT NULL OR comfort_score IS NOT NULL AS is_answered,
    CASE WHEN recommend_score >= 9 THEN 1 WHEN recommend_score <= 6 THEN -1 WHEN recommend_score IS NOT NULL THEN 0 END AS vote
  FROM model.survey_answers a
  JOIN model.dim_user_privacy p ON p.user_id::VARCHAR = a.user_id::VARCHAR
  WHERE a.user_id::VARCHAR NOT IN (SELECT user_id FROM all_users WHERE is_test)
),
counted AS (
  SELECT
    account_kind,
    count(*) AS asked,
    count(*) FILTER (WHERE is_answered) AS answered,
    avg(comfort_score) AS comfort,
    CASE WHEN count(comfort_score) > 1 THEN 1.959964 * stddev_samp(comfort_score) / sqrt(count(comfort_score)) END AS comfort_margin,
    100 * avg((comfort_score >= 4)::INTEGER) AS comfortable_pct,
    avg(vote) AS score,
    CASE WHEN count(vote) > 1 THEN 1.959964 * stddev_samp(vote) / sqrt(count(vote)) END AS score_margin
  FROM surveys
  GROUP BY account_kind
)
SELECT
  account_kind,
  asked,
  answered,
  100 * answered / asked AS response_pct,
  comfort,
  CASE WHEN comfort_margin IS NOT NULL THEN greatest(comfort - comfort_margin, 1) END AS comfort_low,
  CASE WHEN comfort_margin IS NOT NULL THEN least(comfort + comfort_margin, 5) END AS comfort_high,
  comfortable_pct,
  100 * score AS promoter_score,
  CASE WHEN score_margin IS NOT NULL THEN 100 * greatest(score - score_margin, -1) END AS promoter_low,
  CASE WHEN score_margin IS NOT NULL THEN 100 * least(score + score_margin, 1) END AS promoter_high
FROM counted
ORDER BY account_kind
