# Perl's Net::SMTP: HOST PORT FROM TO
use strict; use warnings; use Net::SMTP;
my ($host, $port, $from, $to) = @ARGV;
my $smtp = Net::SMTP->new($host, Port => $port) or exit($@ =~ /: 5\d\d / ? 69 : 75);
sub done { exit($smtp->code >= 500 ? 69 : 75) unless $_[0] }
done($smtp->mail($from)); done($smtp->to($to)); done($smtp->data);
binmode STDIN; while (my $line = <STDIN>) { done($smtp->datasend($line)) } done($smtp->dataend);
$smtp->quit;
