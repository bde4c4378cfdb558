# DNS records that mail clients of example.org look up. Written by facteur.
# The target of an SRV record must have A or AAAA records and must not be a CNAME (RFC 2782).
# facteur does not look this up: check it yourself.

# Calendars: RFC 6764. Thunderbird finds those at another host only by these records.
resource "ovh_domain_zone_record" "srv_caldavs_tcp_example_org" {
  zone      = "example.org"
  subdomain = "_caldavs._tcp"
  fieldtype = "SRV"
  ttl       = 3600
  target    = "0 1 443 dav.example.net."
}

resource "ovh_domain_zone_record" "txt_caldavs_tcp_example_org" {
  zone      = "example.org"
  subdomain = "_caldavs._tcp"
  fieldtype = "TXT"
  ttl       = 3600
  target    = "\"path=/cal/\""
}

# Address books: RFC 6764.
resource "ovh_domain_zone_record" "srv_carddavs_tcp_example_org" {
  zone      = "example.org"
  subdomain = "_carddavs._tcp"
  fieldtype = "SRV"
  ttl       = 3600
  target    = "0 1 443 dav.example.net."
}

resource "ovh_domain_zone_record" "txt_carddavs_tcp_example_org" {
  zone      = "example.org"
  subdomain = "_carddavs._tcp"
  fieldtype = "TXT"
  ttl       = 3600
  target    = "\"path=/card/\""
}

# Hosts for HTTP requests of clients; each needs a TLS certificate.
resource "ovh_domain_zone_record" "cname_autoconfig_example_org" {
  zone      = "example.org"
  subdomain = "autoconfig"
  fieldtype = "CNAME"
  ttl       = 3600
  target    = "facteur.example.net."
}

resource "ovh_domain_zone_record" "cname_autodiscover_example_org" {
  zone      = "example.org"
  subdomain = "autodiscover"
  fieldtype = "CNAME"
  ttl       = 3600
  target    = "facteur.example.net."
}

resource "ovh_domain_zone_record" "cname_ua-auto-config_example_org" {
  zone      = "example.org"
  subdomain = "ua-auto-config"
  fieldtype = "CNAME"
  ttl       = 3600
  target    = "facteur.example.net."
}

resource "ovh_domain_zone_record" "cname_mta-sts_example_org" {
  zone      = "example.org"
  subdomain = "mta-sts"
  fieldtype = "CNAME"
  ttl       = 3600
  target    = "facteur.example.net."
}

# Autodiscover at a host with a TLS certificate: Outlook, Thunderbird.
resource "ovh_domain_zone_record" "srv_autodiscover_tcp_example_org" {
  zone      = "example.org"
  subdomain = "_autodiscover._tcp"
  fieldtype = "SRV"
  ttl       = 3600
  target    = "0 0 443 facteur.example.net."
}

# Autoconfig at a host with a TLS certificate: Himalaya.
resource "ovh_domain_zone_record" "txt_example_org" {
  zone      = "example.org"
  subdomain = ""
  fieldtype = "TXT"
  ttl       = 3600
  target    = "\"mailconf=https://facteur.example.net/v1.1/example.org\""
}

# Mail: RFC 6186, RFC 8314. A dot as target means that the service is not offered.
resource "ovh_domain_zone_record" "srv_imaps_tcp_example_org" {
  zone      = "example.org"
  subdomain = "_imaps._tcp"
  fieldtype = "SRV"
  ttl       = 3600
  target    = "0 1 993 imap.example.org."
}

resource "ovh_domain_zone_record" "srv_pop3s_tcp_example_org" {
  zone      = "example.org"
  subdomain = "_pop3s._tcp"
  fieldtype = "SRV"
  ttl       = 3600
  target    = "1 1 995 pop.example.net."
}

resource "ovh_domain_zone_record" "srv_imap_tcp_example_org" {
  zone      = "example.org"
  subdomain = "_imap._tcp"
  fieldtype = "SRV"
  ttl       = 3600
  target    = "0 0 0 ."
}

resource "ovh_domain_zone_record" "srv_pop3_tcp_example_org" {
  zone      = "example.org"
  subdomain = "_pop3._tcp"
  fieldtype = "SRV"
  ttl       = 3600
  target    = "0 0 0 ."
}

resource "ovh_domain_zone_record" "srv_submissions_tcp_example_org" {
  zone      = "example.org"
  subdomain = "_submissions._tcp"
  fieldtype = "SRV"
  ttl       = 3600
  target    = "0 1 465 smtp.example.net."
}

resource "ovh_domain_zone_record" "srv_submission_tcp_example_org" {
  zone      = "example.org"
  subdomain = "_submission._tcp"
  fieldtype = "SRV"
  ttl       = 3600
  target    = "1 1 587 smtp.example.net."
}

# JMAP: RFC 8620.
resource "ovh_domain_zone_record" "srv_jmap_tcp_example_org" {
  zone      = "example.org"
  subdomain = "_jmap._tcp"
  fieldtype = "SRV"
  ttl       = 3600
  target    = "0 1 443 jmap.example.net."
}

# Filters: RFC 5804.
resource "ovh_domain_zone_record" "srv_sieve_tcp_example_org" {
  zone      = "example.org"
  subdomain = "_sieve._tcp"
  fieldtype = "SRV"
  ttl       = 3600
  target    = "0 1 4190 sieve.example.net."
}

# Address book of the organisation (LDAP): Evolution.
resource "ovh_domain_zone_record" "srv_ldaps_tcp_example_org" {
  zone      = "example.org"
  subdomain = "_ldaps._tcp"
  fieldtype = "SRV"
  ttl       = 3600
  target    = "0 1 636 ldap.example.net."
}

# Digest of the PACC document, draft-ietf-mailmaint-pacc-03; it changes with the document.
resource "ovh_domain_zone_record" "txt_ua-auto-config_example_org" {
  zone      = "example.org"
  subdomain = "_ua-auto-config"
  fieldtype = "TXT"
  ttl       = 3600
  target    = "\"v=UAAC1; a=sha256; d=RiIjYQhTsqYP4aG530IHQysmVwVWgFnxWECWZyfsTqc=\""
}

# Version of the MTA-STS policy: RFC 8461.
resource "ovh_domain_zone_record" "txt_mta-sts_example_org" {
  zone      = "example.org"
  subdomain = "_mta-sts"
  fieldtype = "TXT"
  ttl       = 3600
  target    = "\"v=STSv1; id=98a04d894bdf5990aba2c902cef96179;\""
}

# Where other mail servers report TLS failures: RFC 8460.
resource "ovh_domain_zone_record" "txt_smtp_tls_example_org" {
  zone      = "example.org"
  subdomain = "_smtp._tls"
  fieldtype = "TXT"
  ttl       = 3600
  target    = "\"v=TLSRPTv1; rua=mailto:tls@example.net\""
}
