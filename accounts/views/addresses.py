"""The address book."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.address_forms import AddressForm
from accounts.models import Address
from accounts.selectors import address_of, addresses_of
from accounts.services.addresses import TooManyAddresses, archive_address, save_address


@require_safe
@login_required
def address_list(request: HttpRequest) -> HttpResponse:
    """Show the address book."""
    context = {"title": _("Addresses"), "addresses": addresses_of(request.user), "section": "addresses"}
    return render(request, "account/addresses.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def address_new(request: HttpRequest) -> HttpResponse:
    """Ask for a new address and write it."""
    return _form_page(request, None, _("New address"))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def address_edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change an address of the person's own book."""
    return _form_page(request, _own(request, public_id), _("Change the address"))


@require_POST
@login_required
def address_remove(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take an address out of the person's own book."""
    archive_address(user=request.user, address=_own(request, public_id))
    messages.success(request, _("The address was removed."))
    return redirect("account-addresses")


def _own(request: HttpRequest, public_id: uuid.UUID) -> Address:
    address = address_of(request.user, public_id)
    if address is None:
        raise Http404
    return address


def _form_page(request: HttpRequest, address: Address | None, title: str) -> HttpResponse:
    form = AddressForm(request.POST or None, instance=address)
    status = 200
    if request.POST.get("action") == "update":
        # Another country: its own fields, with what was typed and without complaints about the rest.
        form = AddressForm(instance=address, initial=request.POST.dict())
    elif request.method == "POST":
        if form.is_valid():
            try:
                # A form of a model has already written into its instance: what is saved is read afresh.
                own = None if address is None else _own(request, address.public_id)
                save_address(user=request.user, values=form.cleaned_data, address=own)
            except TooManyAddresses as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("The address was saved."))
                return redirect("account-addresses")
        status = 422
    context = {"title": title, "form": form, "address": address, "section": "addresses"}
    return render(request, "account/address_form.html", context, status=status)
