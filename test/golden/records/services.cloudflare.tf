# DNS records that mail clients of example.org look up. Written by facteur.
# The target of an SRV record must have A or AAAA records and must not be a CNAME (RFC 2782).
# facteur does not look this up: check it yourself.

variable "zone_id_example_org" {
  description = "Cloudflare's zone id of example.org"
  type        = string
}

# Calendars: RFC 6764. Thunderbird finds those at another host only by these records.
resource "cloudflare_dns_record" "srv_caldavs_tcp_example_org" {
  zone_id  = var.zone_id_example_org
  name     = "_caldavs._tcp.example.org"
  type     = "SRV"
  ttl      = 3600
  priority = 0
  data = {
    priority = 0
    weight   = 1
    port     = 443
    target   = "dav.example.net"
  }
}

resource "cloudflare_dns_record" "txt_caldavs_tcp_example_org" {
  zone_id = var.zone_id_example_org
  name    = "_caldavs._tcp.example.org"
  type    = "TXT"
  ttl     = 3600
  content = "\"path=/cal/\""
}

# Address books: RFC 6764.
resource "cloudflare_dns_record" "srv_carddavs_tcp_example_org" {
  zone_id  = var.zone_id_example_org
  name     = "_carddavs._tcp.example.org"
  type     = "SRV"
  ttl      = 3600
  priority = 0
  data = {
    priority = 0
    weight   = 1
    port     = 443
    target   = "dav.example.net"
  }
}

resource "cloudflare_dns_record" "txt_carddavs_tcp_example_org" {
  zone_id = var.zone_id_example_org
  name    = "_carddavs._tcp.example.org"
  type    = "TXT"
  ttl     = 3600
  content = "\"path=/card/\""
}

# Hosts for HTTP requests of clients; each needs a TLS certificate.
resource "cloudflare_dns_record" "cname_autoconfig_example_org" {
  zone_id = var.zone_id_example_org
  name    = "autoconfig.example.org"
  type    = "CNAME"
  ttl     = 3600
  content = "facteur.example.net"
  proxied = false
}

resource "cloudflare_dns_record" "cname_autodiscover_example_org" {
  zone_id = var.zone_id_example_org
  name    = "autodiscover.example.org"
  type    = "CNAME"
  ttl     = 3600
  content = "facteur.example.net"
  proxied = false
}

resource "cloudflare_dns_record" "cname_ua-auto-config_example_org" {
  zone_id = var.zone_id_example_org
  name    = "ua-auto-config.example.org"
  type    = "CNAME"
  ttl     = 3600
  content = "facteur.example.net"
  proxied = false
}

resource "cloudflare_dns_record" "cname_mta-sts_example_org" {
  zone_id = var.zone_id_example_org
  name    = "mta-sts.example.org"
  type    = "CNAME"
  ttl     = 3600
  content = "facteur.example.net"
  proxied = false
}

# Autodiscover at a host with a TLS certificate: Outlook, Thunderbird.
resource "cloudflare_dns_record" "srv_autodiscover_tcp_example_org" {
  zone_id  = var.zone_id_example_org
  name     = "_autodiscover._tcp.example.org"
  type     = "SRV"
  ttl      = 3600
  priority = 0
  data = {
    priority = 0
    weight   = 0
    port     = 443
    target   = "facteur.example.net"
  }
}

# Autoconfig at a host with a TLS certificate: Himalaya.
resource "cloudflare_dns_record" "txt_example_org" {
  zone_id = var.zone_id_example_org
  name    = "example.org"
  type    = "TXT"
  ttl     = 3600
  content = "\"mailconf=https://facteur.example.net/v1.1/example.org\""
}

# Mail: RFC 6186, RFC 8314. A dot as target means that the service is not offered.
resource "cloudflare_dns_record" "srv_imaps_tcp_example_org" {
  zone_id  = var.zone_id_example_org
  name     = "_imaps._tcp.example.org"
  type     = "SRV"
  ttl      = 3600
  priority = 0
  data = {
    priority = 0
    weight   = 1
    port     = 993
    target   = "imap.example.org"
  }
}

resource "cloudflare_dns_record" "srv_pop3s_tcp_example_org" {
  zone_id  = var.zone_id_example_org
  name     = "_pop3s._tcp.example.org"
  type     = "SRV"
  ttl      = 3600
  priority = 1
  data = {
    priority = 1
    weight   = 1
    port     = 995
    target   = "pop.example.net"
  }
}

resource "cloudflare_dns_record" "srv_imap_tcp_example_org" {
  zone_id  = var.zone_id_example_org
  name     = "_imap._tcp.example.org"
  type     = "SRV"
  ttl      = 3600
  priority = 0
  data = {
    priority = 0
    weight   = 0
    port     = 0
    target   = "."
  }
}

resource "cloudflare_dns_record" "srv_pop3_tcp_example_org" {
  zone_id  = var.zone_id_example_org
  name     = "_pop3._tcp.example.org"
  type     = "SRV"
  ttl      = 3600
  priority = 0
  data = {
    priority = 0
    weight   = 0
    port     = 0
    target   = "."
  }
}

resource "cloudflare_dns_record" "srv_submissions_tcp_example_org" {
  zone_id  = var.zone_id_example_org
  name     = "_submissions._tcp.example.org"
  type     = "SRV"
  ttl      = 3600
  priority = 0
  data = {
    priority = 0
    weight   = 1
    port     = 465
    target   = "smtp.example.net"
  }
}

resource "cloudflare_dns_record" "srv_submission_tcp_example_org" {
  zone_id  = var.zone_id_example_org
  name     = "_submission._tcp.example.org"
  type     = "SRV"
  ttl      = 3600
  priority = 1
  data = {
    priority = 1
    weight   = 1
    port     = 587
    target   = "smtp.example.net"
  }
}

# JMAP: RFC 8620.
resource "cloudflare_dns_record" "srv_jmap_tcp_example_org" {
  zone_id  = var.zone_id_example_org
  name     = "_jmap._tcp.example.org"
  type     = "SRV"
  ttl      = 3600
  priority = 0
  data = {
    priority = 0
    weight   = 1
    port     = 443
    target   = "jmap.example.net"
  }
}

# Filters: RFC 5804.
resource "cloudflare_dns_record" "srv_sieve_tcp_example_org" {
  zone_id  = var.zone_id_example_org
  name     = "_sieve._tcp.example.org"
  type     = "SRV"
  ttl      = 3600
  priority = 0
  data = {
    priority = 0
    weight   = 1
    port     = 4190
    target   = "sieve.example.net"
  }
}

# Address book of the organisation (LDAP): Evolution.
resource "cloudflare_dns_record" "srv_ldaps_tcp_example_org" {
  zone_id  = var.zone_id_example_org
  name     = "_ldaps._tcp.example.org"
  type     = "SRV"
  ttl      = 3600
  priority = 0
  data = {
    priority = 0
    weight   = 1
    port     = 636
    target   = "ldap.example.net"
  }
}

# Digest of the PACC document, draft-ietf-mailmaint-pacc-03; it changes with the document.
resource "cloudflare_dns_record" "txt_ua-auto-config_example_org" {
  zone_id = var.zone_id_example_org
  name    = "_ua-auto-config.example.org"
  type    = "TXT"
  ttl     = 3600
  content = "\"v=UAAC1; a=sha256; d=RiIjYQhTsqYP4aG530IHQysmVwVWgFnxWECWZyfsTqc=\""
}

# Version of the MTA-STS policy: RFC 8461.
resource "cloudflare_dns_record" "txt_mta-sts_example_org" {
  zone_id = var.zone_id_example_org
  name    = "_mta-sts.example.org"
  type    = "TXT"
  ttl     = 3600
  content = "\"v=STSv1; id=98a04d894bdf5990aba2c902cef96179;\""
}

# Where other mail servers report TLS failures: RFC 8460.
resource "cloudflare_dns_record" "txt_smtp_tls_example_org" {
  zone_id = var.zone_id_example_org
  name    = "_smtp._tls.example.org"
  type    = "TXT"
  ttl     = 3600
  content = "\"v=TLSRPTv1; rua=mailto:tls@example.net\""
}
